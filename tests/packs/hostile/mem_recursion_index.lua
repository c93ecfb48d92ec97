-- expect: fault error
-- Recursion through a metamethod: C levels.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    setmetatable(t, { __index = function(_, k) return t[k .. "x"] end })
    return t.x
  end,
}
