-- expect: fault
-- Sorting the keys again and again.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    for i = 1, 50000 do t["k" .. i] = i end
    while true do pairs(t) end
  end,
}
