-- expect: fault shape "blocks"
-- Three hundred blocks.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    local v = {}
    for i = 1, 300 do v[i] = ui.text("x") end
    return v
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
