-- expect: fault error
-- Nor does format.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return ("%p"):format({})
  end,
}
