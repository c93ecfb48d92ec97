-- expect: fault error "most allowed"
-- A string of a gigabyte.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return ("x"):rep(1e9)
  end,
}
