-- expect: fault error "no order"
-- An error from within a library function.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    table.sort({ 2, 1 }, function() error("no order") end)
  end,
}
