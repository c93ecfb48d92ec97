-- expect: ok score=1
-- The order function changes the list that is sorted.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = { 5, 3, 8, 1 }
    table.sort(t, function(x, y) t[1] = nil t[9] = 4 return x < y end)
    return parts { a = { true } }
  end,
}
