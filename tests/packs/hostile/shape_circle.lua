-- expect: fault shape "nested too deep"
-- Parameters that hold themselves.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    local p = {}
    p.p = p
    return p
  end,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
