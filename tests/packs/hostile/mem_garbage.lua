-- expect: ok score=1
-- Twenty megabytes of rubbish are no offence.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s
    for i = 1, 20000 do s = { ("x"):rep(1000) .. i } end
    return parts { a = { #s[1] == 1005 } }
  end,
}
