-- expect: fault error "packs have no '__metatable'"
-- __metatable is not for packs.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    setmetatable({}, { __metatable = function() end })
  end,
}
