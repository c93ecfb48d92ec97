-- expect: fault steps
-- A list without end.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    for i in ipairs(setmetatable({}, { __index = function(_, i) return i end })) do end
  end,
}
