-- expect: fault error "assignment to the global 'leak'"
-- answer: a=secret
-- A global would be seen by the next learner.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    leak = a.a
  end,
}
