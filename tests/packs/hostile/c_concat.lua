-- expect: fault
-- One step in Lua, a hundred thousand in C.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    for i = 1, 100000 do t[i] = "xxxxxxxxxx" end
    while true do table.concat(t) end
  end,
}
