-- expect: fault error "with a nil instead"
-- An error without anything.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    error()
  end,
}
