-- expect: fault error "not yours"
-- So is that of the environment.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    setmetatable(_ENV, { __newindex = function() end })
  end,
}
