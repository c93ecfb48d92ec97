-- expect: fault error
-- A pattern of a hundred kilobytes.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return ("x"):find(("x."):rep(100000))
  end,
}
