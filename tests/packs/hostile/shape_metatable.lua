-- expect: fault shape "metatable"
-- Parameters that compute themselves.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    return setmetatable({}, { __index = function() return 1 end })
  end,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
