-- expect: fault error "with a L instead"
-- One of our objects as an error.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    error(L{ nl = "x" })
  end,
}
