-- expect: fault
-- Walking empty matches.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    while true do for w in ("a b c"):gmatch("%a*") do end end
  end,
}
