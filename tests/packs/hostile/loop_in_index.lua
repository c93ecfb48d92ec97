-- expect: fault steps
-- A loop inside a metamethod.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = setmetatable({}, { __index = function() while true do end end })
    return t.x
  end,
}
