-- expect: ok score=1
-- An order that contradicts itself crashes some sorts.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    for i = 1, 500 do t[i] = i * 7919 % 500 end
    table.sort(t, function() return true end)
    return parts { a = { #t == 500 } }
  end,
}
