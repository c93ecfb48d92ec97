-- expect: fault steps
-- Going round by goto.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    ::again:: goto again
  end,
}
