-- expect: fault error "cannot compare"
-- Values without an order.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    table.sort({ 1, "a", {} })
  end,
}
