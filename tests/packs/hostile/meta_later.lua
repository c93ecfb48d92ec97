-- expect: ok score=1
-- What is added to the metatable afterwards has no effect.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local mt = { __index = function() return 1 end }
    local t = setmetatable({}, mt)
    mt.__gc = function() end
    mt.__concat = function() return "x" end
    local ok = pcall(function() return t .. "x" end)
    return parts { a = { not ok and t.z == 1 and getmetatable(t) == mt } }
  end,
}
