-- expect: fault steps
-- The same before there is an exercise at all.
while true do end
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
