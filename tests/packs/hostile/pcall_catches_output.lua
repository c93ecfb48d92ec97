-- expect: fault output
-- More parameters than a frame holds.
return exercise {
  title = "x", minutes = 1,
  generate = function(rng)
    pcall(function() end)
    return { s = ("x"):rep(300000) }
  end,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
