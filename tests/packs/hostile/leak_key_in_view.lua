-- expect: fault error "index a nil value"
-- view does not get the key.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    return { n = 1 }, { secret = 2 }
  end,
  view = function(p)
    local p, key = p
    return { ui.text(key.secret) }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
