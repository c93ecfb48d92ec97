-- expect: fault error
-- A message of a megabyte is cut.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    error(("x"):rep(1000000))
  end,
}
