-- expect: fault error "weight"
-- A weight below nothing.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true, weight = -1 } }
  end,
}
