-- expect: fault error
-- Recursion through tostring.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    setmetatable(t, { __tostring = function(x) return tostring(x) end })
    return tostring(t)
  end,
}
