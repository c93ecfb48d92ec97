-- expect: fault steps
-- The same before the learner sees anything.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    repeat until false
  end,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
