-- expect: fault steps
-- Twenty stars.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return ("a"):rep(5000):find((".*"):rep(20) .. "b")
  end,
}
