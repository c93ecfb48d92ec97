-- expect: fault steps
-- Nor the end of the pattern budget.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    pcall(string.find, ("a"):rep(30), ("a-"):rep(30) .. "b")
    return parts { a = { true } }
  end,
}
