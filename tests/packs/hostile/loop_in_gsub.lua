-- expect: fault steps
-- The replacement function never answers.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return (("x"):gsub("x", function() while true do end end))
  end,
}
