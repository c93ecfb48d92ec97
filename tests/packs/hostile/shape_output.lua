-- expect: fault output
-- Four hundred kilobytes in all.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    local v = {}
    for i = 1, 199 do v[i] = ui.text(("x"):rep(2000)) end
    return v
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}
