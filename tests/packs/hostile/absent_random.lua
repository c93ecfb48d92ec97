-- expect: fault error "nil value"
-- math.random does not exist: the same seed gives the same variant.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return math.random(6)
  end,
}
