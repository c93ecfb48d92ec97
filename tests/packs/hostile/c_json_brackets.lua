-- expect: ok score=1
-- A hundred thousand brackets.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local v, why = json.decode(("["):rep(100000))
    return parts { a = { v == nil and why ~= nil } }
  end,
}
