-- expect: fault steps
-- A counted loop that never gets there.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    for i = 1, math.huge do end
  end,
}
