-- expect: fault error
-- A replacement that grows beyond measure.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = ("a"):rep(4000)
    return (s:gsub("a", s))
  end,
}
