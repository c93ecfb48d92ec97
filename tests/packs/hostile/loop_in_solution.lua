-- expect: fault steps
-- want: solution
-- The worked answer never comes.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
  solution = function() while true do end end,
}
