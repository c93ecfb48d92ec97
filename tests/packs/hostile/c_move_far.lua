-- expect: fault error "places"
-- Moving past the last integer.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    table.move({ 1, 2, 3 }, 1, 3, math.maxinteger - 1)
  end,
}
