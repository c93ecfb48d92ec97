-- expect: fault error "did you mean 'label'"
-- A typing mistake in a field.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", lable = "a" } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
