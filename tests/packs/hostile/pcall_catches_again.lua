-- expect: fault steps
-- Nor when it tries again and again.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    while true do pcall(function() while true do end end) end
  end,
}
