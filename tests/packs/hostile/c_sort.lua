-- expect: fault
-- Sorting without end.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    for i = 1, 100000 do t[i] = -i end
    while true do table.sort(t, function(x, y) return x < y end) end
  end,
}
