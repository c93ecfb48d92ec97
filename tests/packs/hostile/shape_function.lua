-- expect: fault shape "params.f is a function"
-- A function among the parameters.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    return { f = function() end }
  end,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
