-- expect: fault shape "finite"
-- A parameter that is no number.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    return { n = 0 / 0 }
  end,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
