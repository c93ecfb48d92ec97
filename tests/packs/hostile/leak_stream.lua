-- expect: ok score=1
-- Streams begin anew: the fingerprint stays the same.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    local n = rng:int("n", 1, 1000000)
    local other = rng:split("s"):int("n", 1, 1000000)
    rng:int("n", 1, 9)
    return { n = n, again = n, other = other }
  end,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { p.n == p.again } }
  end,
}
