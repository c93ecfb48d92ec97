-- expect: fault steps
-- pcall must not survive the end of the budget.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    pcall(function() while true do end end)
    return parts { a = { true } }
  end,
}
