-- expect: fault error "non-closable"
-- There is no __close.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local x <close> = setmetatable({}, {})
    return parts { a = { true } }
  end,
}
