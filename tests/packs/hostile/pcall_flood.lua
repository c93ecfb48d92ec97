-- expect: fault steps
-- Errors raised and caught without end.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    while true do pcall(error, "x") end
  end,
}
