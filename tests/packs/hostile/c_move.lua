-- expect: fault steps
-- Moving a thousand million places of nothing.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    table.move({}, 1, 1e9, 2)
  end,
}
