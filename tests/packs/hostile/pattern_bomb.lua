-- expect: fault steps
-- Going back again and again.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return ("a"):rep(40):find(("a-"):rep(40) .. "b")
  end,
}
