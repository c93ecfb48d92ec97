-- expect: fault steps
-- The order function never answers.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    table.sort({ 3, 1, 2 }, function() while true do end end)
  end,
}
