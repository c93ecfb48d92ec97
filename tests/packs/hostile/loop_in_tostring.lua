-- expect: fault steps
-- __tostring never answers.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = setmetatable({}, { __tostring = function() while true do end end })
    return tostring(t)
  end,
}
